/** A schema like the booking workflow's. */
export const BOOKING = `
enum Status { vacant reserved paid }
interface Place { id: ID! }
type Apartment implements Place { id: ID! status: Status! address: Address neighbors: [Apartment!] }
type Address { street: String! floor: Int }
type Booking { id: ID! apartment: Apartment }
input BookingInput { id: ID! apartmentId: ID = "1234567" nights: Int! }
type Query {
  getApartment(id: ID!): Apartment
  getBooking(id: ID!): Booking
  listApartments(limit: Int): [Apartment!]
}
type Mutation {
  bookApartment(input: BookingInput!): Booking
  payForApartment(id: ID!): Booking
}
`;
